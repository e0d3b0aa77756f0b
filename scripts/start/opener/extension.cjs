// VS Code cannot be told by an address to open a file in an editor that an extension brings: on its first visit a
// browser does not know that editor yet. So the demo brings this along.
const { setTimeout: pause } = require('node:timers/promises');
const vscode = require('vscode');

const EDITOR = 'stemstave.score';
const MOST_TRIES = 40;
const PAUSE_MS = 250;

exports.activate = async () => {
  const somethingIsOpen = vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (somethingIsOpen || folder === undefined) return;
  const score = vscode.Uri.joinPath(folder.uri, 'first-light.mid');
  // A browser that does not know the editor yet shows the file as text instead, and says nothing.
  for (let tries = 0; tries < MOST_TRIES && !isShown(); tries += 1) {
    await vscode.commands.executeCommand('vscode.openWith', score, EDITOR);
    await pause(PAUSE_MS);
  }
};

function isShown() {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputCustom && input.viewType === EDITOR),
  );
}
