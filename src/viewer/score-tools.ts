import type { ScoreHeader } from '../protocol/header.ts';
import type { Arrangement } from '../score/arrange.ts';
import { isFretted } from '../score/tablature/tunings.ts';
import { transpositionOf } from '../score/transposition/instruments.ts';
import type { Bridge } from './bridge.ts';
import { choice, group, iconButton, setPressed } from './controls.ts';
import type { PianoRoll } from './piano-roll/piano-roll.ts';
import type { ScoreView } from './score-view.ts';
import type { ViewMemory } from './view-state.ts';

export interface ScoreToolsOptions {
  readonly view: ScoreView;
  readonly memory: ViewMemory;
  readonly bridge: Pick<Bridge, 'log'>;
  readonly pianoRoll: PianoRoll;
  readonly zoom: (direction: 1 | -1) => void;
  /** Asks for the score, shown another way. */
  readonly arrange: (change: Partial<Arrangement>) => void;
}

/** The part of the toolbar that says how the score looks: those tools only that make a difference to it. */
export function scoreTools({
  view,
  memory,
  bridge,
  pianoRoll,
  zoom,
  arrange,
}: ScoreToolsOptions): HTMLElement[] {
  const size = group(
    'Zoom',
    iconButton('smaller', 'Make the music smaller', () => {
      zoom(-1);
    }),
    iconButton('larger', 'Make the music larger', () => {
      zoom(1);
    }),
  );
  const { arrangement } = memory.state;
  return [
    size,
    ...(isTransposing(view.header) ? [pitchChoice(arrangement, arrange)] : []),
    rollToggle(pianoRoll, memory, bridge),
    ...(view.header.parts.some(isFretted) ? [tabToggle(arrangement, arrange)] : []),
    panelToggle(view, memory),
  ];
}

/** Whether concert pitch is not what all of its players read. */
function isTransposing({ parts }: ScoreHeader): boolean {
  return parts.some((part) => transpositionOf(part) !== undefined);
}

function pitchChoice(
  { isTransposed }: Arrangement,
  arrange: ScoreToolsOptions['arrange'],
): HTMLElement {
  const pitch = choice(
    'Pitch of the notes',
    [
      ['concert', 'Concert pitch'],
      ['transposed', 'Transposed'],
    ],
    (chosen) => {
      arrange({ isTransposed: chosen === 'transposed' });
    },
  );
  pitch.value = isTransposed ? 'transposed' : 'concert';
  return pitch;
}

function rollToggle(
  pianoRoll: PianoRoll,
  memory: ViewMemory,
  bridge: Pick<Bridge, 'log'>,
): HTMLElement {
  const apply = (): void => {
    const { isRollShown } = memory.state;
    setPressed(button, isRollShown);
    pianoRoll.show(isRollShown).catch((error: unknown) => {
      bridge.log('error', `The piano roll could not be drawn: ${String(error)}`);
    });
  };
  const label = 'Piano roll: what was played against what is written';
  const button = iconButton('roll', label, () => {
    memory.keep({ isRollShown: !memory.state.isRollShown });
    apply();
  });
  apply();
  return button;
}

/** Tablature is part of the score, and comes with it. */
function tabToggle(
  { isTabShown }: Arrangement,
  arrange: ScoreToolsOptions['arrange'],
): HTMLElement {
  const button = iconButton('tab', 'Tablature for guitar and bass', () => {
    setPressed(button, !isTabShown);
    arrange({ isTabShown: !isTabShown });
  });
  setPressed(button, isTabShown);
  return button;
}

function panelToggle(view: ScoreView, memory: ViewMemory): HTMLElement {
  const button = iconButton('parts', 'Parts and mixer', () => {
    memory.keep({ isPanelOpen: !memory.state.isPanelOpen });
    apply();
  });
  const apply = (): void => {
    const { isPanelOpen } = memory.state;
    view.page.side.hidden = !isPanelOpen;
    button.setAttribute('aria-expanded', String(isPanelOpen));
    setPressed(button, isPanelOpen);
  };
  apply();
  return button;
}
