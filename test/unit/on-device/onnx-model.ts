/**
 * A tiny separation model as an ONNX file (onnx.proto3, IR version 7, opset 13), written field by field: each stem is the
 * mix times a number.
 */
export function gainModel(gains: readonly number[], shape: 'right' | 'flat' = 'right'): Uint8Array {
  const stems = gains.length;
  const wide = shape === 'right' ? [1, 1, 2, -1] : [1, 2, -1];
  const weights = shape === 'right' ? [1, stems, 1, 1] : [1, 1, 1];
  const graph = [
    ...message(1, node('Reshape', ['mix', 'shape'], 'wide')),
    ...message(1, node('Mul', ['wide', 'gains'], 'stems')),
    ...text(2, 'gains'),
    ...message(5, tensor('shape', INT64, [wide.length], bytesOf(BigInt64Array.from(wide, BigInt)))),
    ...message(5, tensor('gains', FLOAT, weights, bytesOf(Float32Array.from(gains)))),
    ...message(11, value('mix', [1, 2, 'samples'])),
    ...message(
      12,
      value('stems', shape === 'right' ? [1, stems, 2, 'samples'] : [1, 2, 'samples']),
    ),
  ];
  const opset = message(8, [...text(1, ''), ...number(2, 13)]);
  return Uint8Array.from([...number(1, 7), ...message(7, graph), ...opset]);
}

/** TensorProto.DataType. */
const FLOAT = 1;
const INT64 = 7;

function node(type: string, inputs: readonly string[], output: string): number[] {
  return [...inputs.flatMap((name) => text(1, name)), ...text(2, output), ...text(4, type)];
}

function tensor(name: string, type: number, dims: readonly number[], raw: number[]): number[] {
  const sizes = dims.flatMap((size) => number(1, size));
  return [...sizes, ...number(2, type), ...text(8, name), ...message(9, raw)];
}

function value(name: string, dims: readonly (number | string)[]): number[] {
  const shape = dims.flatMap((dim) =>
    message(1, typeof dim === 'number' ? number(1, dim) : text(2, dim)),
  );
  const type = message(1, [...number(1, FLOAT), ...message(2, shape)]);
  return [...text(1, name), ...message(2, type)];
}

/** A field of a varint. */
function number(field: number, of: number): number[] {
  return [...varint(field << 3), ...varint(of)];
}

/** A field of bytes, or of a message. */
function message(field: number, content: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(content.length), ...content];
}

function text(field: number, of: string): number[] {
  return message(field, [...new TextEncoder().encode(of)]);
}

function varint(of: number): number[] {
  return of < 128 ? [of] : [(of % 128) | 128, ...varint(Math.floor(of / 128))];
}

function bytesOf({ buffer }: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>): number[] {
  return [...new Uint8Array(buffer)];
}
