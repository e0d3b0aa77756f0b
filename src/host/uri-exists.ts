import * as vscode from 'vscode';

/** Whether there is a file or folder at a place, of whatever file system. */
export async function uriExists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
