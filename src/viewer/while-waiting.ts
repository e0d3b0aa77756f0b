/**
 * Does work in steps, each a task of its own, so that whatever arrives in between is seen to first.
 * @returns what ends it
 */
export function whileWaiting(
  steps: Iterator<undefined, void>,
  failed: (error: unknown) => void,
): () => void {
  let isEnded = false;
  const goOn = (): void => {
    if (isEnded) return;
    try {
      if (steps.next().done === true) return;
    } catch (error) {
      failed(error);
      return;
    }
    window.setTimeout(goOn);
  };
  window.setTimeout(goOn);
  return () => {
    isEnded = true;
  };
}
