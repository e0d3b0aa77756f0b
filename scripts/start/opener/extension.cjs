// VS Code cannot be told by an address to open a file in an editor that an extension brings: on its first visit a
// browser does not know that editor yet. So the demo brings this along.
const vscode = require('vscode');

exports.activate = async () => {
  const somethingIsOpen = vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (somethingIsOpen || folder === undefined) return;
  const score = vscode.Uri.joinPath(folder.uri, 'first-light.mid');
  await vscode.commands.executeCommand('vscode.openWith', score, 'stemstave.score');
};
