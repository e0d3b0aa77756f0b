/** Whether things should jump rather than glide: as VS Code was told, or the system. */
export function prefersStillness(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    window.matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
