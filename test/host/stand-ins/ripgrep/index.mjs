// VS Code 1.100 asks for a package that downloads its program on installation; its successor carries it inside.
export { rgPath } from '@vscode/ripgrep-universal';
