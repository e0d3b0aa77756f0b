/** A refusal of a request whose fields are not as documented. */
export interface Refusal {
  readonly code: number;
  readonly msg: string;
}

type Fields = Readonly<Record<string, unknown>>;

const MAX_STYLE = 1000;
const MAX_TITLE = 80;
const MODELS = ['V4', 'V4_5', 'V4_5PLUS', 'V4_5ALL', 'V5'];
const SEPARATION_TYPES = ['separate_vocal', 'split_stem', 'split_stem_advanced'];

const refuse = (msg: string, code = 422): Refusal => ({ code, msg });

/** What is wrong with the fields of an upload's form. */
export function checkUpload(fields: Fields, file: { fileName: string } | undefined) {
  const path = fields['uploadPath'];
  if (file === undefined) return refuse('Missing required parameter: file', 400);
  if (!isText(path)) return refuse('Missing required parameter: uploadPath', 400);
  if (/^\/|\/$/.test(path)) return refuse('uploadPath must not begin or end with a slash', 400);
  const name = fields['fileName'];
  if (name !== undefined && !(isText(name) && /\.\w+$/.test(name))) {
    return refuse('fileName must have an extension', 400);
  }
  return undefined;
}

/** What is wrong with the body of a separation; `direct` tells whether uploads are taken. */
export function checkSeparation(body: Fields, direct: boolean): Refusal | undefined {
  const { taskId, audioId, audioUrl, type, stemName } = body;
  const unknown = unknownField(body, ['taskId', 'audioId', 'audioUrl', 'type', 'stemName']);
  if (unknown !== undefined) return unknown;
  if (!direct && audioUrl !== undefined) return refuse('taskId and audioId cannot be empty');
  if (audioUrl !== undefined && (taskId ?? audioId) !== undefined) {
    return refuse('audioUrl and audioId are mutually exclusive');
  }
  if (audioUrl === undefined && !(isText(taskId) && isText(audioId))) {
    return refuse('taskId and audioId cannot be empty');
  }
  if (audioUrl !== undefined && !isUrl(audioUrl)) return refuse('url is wrong');
  if (type !== undefined && !(isText(type) && SEPARATION_TYPES.includes(type)))
    return refuse('type is wrong');
  if ((type === 'split_stem_advanced') !== isText(stemName)) return refuse('stemName is wrong');
  return checkCallBack(body);
}

/** What is wrong with the body of a MIDI request. */
export function checkMidi(body: Fields): Refusal | undefined {
  return (
    unknownField(body, ['taskId', 'audioId']) ??
    (isText(body['taskId']) ? undefined : refuse('taskId cannot be empty')) ??
    checkCallBack(body)
  );
}

/** What is wrong with the body of a cover. */
export function checkCover(body: Fields): Refusal | undefined {
  const { customMode, instrumental, model, prompt, style, title, uploadUrl } = body;
  const weights = ['audioWeight', 'styleWeight', 'weirdnessConstraint'];
  const known = [
    ...weights,
    'uploadUrl',
    'customMode',
    'instrumental',
    'model',
    'prompt',
    'style',
    'title',
    'negativeTags',
    'vocalGender',
    'personaId',
    'personaModel',
  ];
  const unknown = unknownField(body, known);
  if (unknown !== undefined) return unknown;
  if (!isUrl(uploadUrl)) return refuse('uploadUrl is wrong');
  if (typeof customMode !== 'boolean' || typeof instrumental !== 'boolean') {
    return refuse('customMode and instrumental must be boolean');
  }
  if (!MODELS.includes(String(model))) return refuse('model is wrong');
  if (typeof prompt !== 'string') return refuse('prompt cannot be null');
  if (customMode && (!isText(style) || style.length > MAX_STYLE)) return refuse('style is wrong');
  if (customMode && (!isText(title) || title.length > MAX_TITLE)) return refuse('title is wrong');
  if (customMode && !instrumental && prompt === '') return refuse('prompt cannot be empty');
  const wrong = weights.find((name) => body[name] !== undefined && !isWeight(body[name]));
  return wrong === undefined ? checkCallBack(body) : refuse(`${wrong} is wrong`);
}

function checkCallBack(body: Fields): Refusal | undefined {
  return isUrl(body['callBackUrl']) ? undefined : refuse('Please enter callBackUrl.');
}

function unknownField(body: Fields, known: readonly string[]): Refusal | undefined {
  const extra = Object.keys(body).find((name) => name !== 'callBackUrl' && !known.includes(name));
  return extra === undefined ? undefined : refuse(`Unknown field: ${extra}`, 400);
}

/** 0 to 1 with at most two decimals. */
function isWeight(value: unknown): boolean {
  return (
    typeof value === 'number' &&
    value >= 0 &&
    value <= 1 &&
    Math.abs(value * 100 - Math.round(value * 100)) < 1e-9
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isUrl(value: unknown): value is string {
  return isText(value) && /^https?:\/\//.test(value) && URL.canParse(value);
}
