import type { Unit } from './navigation/navigator.ts';

/** What a key asks for. */
export type KeyAction =
  | {
      readonly do: 'step';
      readonly unit: Unit;
      readonly direction: 1 | -1;
      readonly isExtending: boolean;
    }
  | { readonly do: 'zoom'; readonly direction: 1 | 0 | -1 }
  | {
      readonly do:
        'toggle-play' | 'play-from-here' | 'leave' | 'loop' | 'mute' | 'solo' | 'where' | 'copy';
    }
  | { readonly do: 'speed'; readonly direction: 1 | -1 };

/** The parts of a keyboard event that are looked at. */
export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Keys that step, without and with Ctrl (Cmd). */
const STEPS = new Map<string, readonly [Unit, 1 | -1]>([
  ['ArrowRight', ['note', 1]],
  ['ArrowLeft', ['note', -1]],
  ['ArrowDown', ['staff', 1]],
  ['ArrowUp', ['staff', -1]],
  ['.', ['beat', 1]],
  [',', ['beat', -1]],
  ['Home', ['score', -1]],
  ['End', ['score', 1]],
]);
const CTRL_STEPS = new Map<string, readonly [Unit, 1 | -1]>([
  ['ArrowRight', ['bar', 1]],
  ['ArrowLeft', ['bar', -1]],
  ['Home', ['score', -1]],
  ['End', ['score', 1]],
]);

const ZOOMS = new Map<string, 1 | 0 | -1>([
  ['+', 1],
  ['=', 1],
  ['-', -1],
  ['0', 0],
]);

const OTHERS = new Map<string, KeyAction>([
  [' ', { do: 'toggle-play' }],
  ['enter', { do: 'play-from-here' }],
  ['escape', { do: 'leave' }],
  ['l', { do: 'loop' }],
  ['m', { do: 'mute' }],
  ['s', { do: 'solo' }],
  ['w', { do: 'where' }],
  ['[', { do: 'speed', direction: -1 }],
  [']', { do: 'speed', direction: 1 }],
]);

/** What a key means while the score has the focus; `undefined` for keys that are none of ours. */
export function actionOf(key: Key): KeyAction | undefined {
  if (key.altKey) return undefined;
  const hasCtrl = key.ctrlKey || key.metaKey;
  const zoom = hasCtrl ? ZOOMS.get(key.key) : undefined;
  if (zoom !== undefined) return { do: 'zoom', direction: zoom };
  const step = (hasCtrl ? CTRL_STEPS : STEPS).get(key.key);
  if (step !== undefined) {
    const [unit, direction] = step;
    return { do: 'step', unit, direction, isExtending: key.shiftKey };
  }
  if (hasCtrl && !key.shiftKey && key.key.toLowerCase() === 'c') return { do: 'copy' };
  return hasCtrl ? undefined : OTHERS.get(key.key.toLowerCase());
}
