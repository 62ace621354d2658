/** Bytes of a function body, or pieces of it in order. */
export type Code = number | readonly Code[];

export const I64 = {
  constant: (value: bigint): Code => [0x42, signedLeb(value)],
  lessThanUnsigned: [0x54],
  add: [0x7c],
  sub: [0x7d],
  mul: [0x7e],
  and: [0x83],
  shl: [0x86],
  shiftRight: [0x87],
  load: (offset: number): Code => [0x29, 3, unsignedLeb(offset)],
  store: (offset: number): Code => [0x37, 3, unsignedLeb(offset)],
} as const;

export const getLocal = (index: number): Code => [0x20, unsignedLeb(index)];
export const setLocal = (index: number): Code => [0x21, unsignedLeb(index)];
export const teeLocal = (index: number): Code => [0x22, unsignedLeb(index)];
export const I32_ADD: Code = [0x6a];
export const i32Constant = (value: number): Code => [0x41, signedLeb(BigInt(value))];
export const call = (index: number): Code => [0x10, unsignedLeb(index)];
/** Returns 1 from the function when the i32 on the stack is not 0. */
export const returnOneIf: Code = [0x04, 0x40, 0x41, 1, 0x0f, 0x0b];

export interface WasmFunction {
  /** i32 parameters. */
  readonly parameters: number;
  /** i64 locals. */
  readonly locals: number;
  /** Whether it leaves an i32. */
  readonly hasResult: boolean;
  /** The name it is exported under. */
  readonly name?: string;
  readonly body: Code;
}

/** A module of these functions, with a memory exported as `memory`. */
export function encodeModule(functions: readonly WasmFunction[], pages: number): Uint8Array {
  const exported = functions.flatMap(({ name }, i) => (name === undefined ? [] : [exportOf(name, 0, i)]));
  const code = [
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, functions.map(typeOf)),
    section(
      3,
      functions.map((_, i) => unsignedLeb(i)),
    ),
    section(5, [[0, unsignedLeb(pages)]]),
    section(7, [...exported, exportOf('memory', 2, 0)]),
    section(10, functions.map(bodyOf)),
  ];
  return Uint8Array.from(flatten(code));
}

function typeOf({ parameters, hasResult }: WasmFunction): Code {
  const i32 = 0x7f;
  const result = hasResult ? [1, i32] : [0];
  return [0x60, unsignedLeb(parameters), new Array<number>(parameters).fill(i32), result];
}

function bodyOf({ locals, body }: WasmFunction): Code {
  const whole = flatten([locals === 0 ? 0 : [1, unsignedLeb(locals), 0x7e], body, 0x0b]);
  return [unsignedLeb(whole.length), whole];
}

function exportOf(name: string, kind: number, index: number): Code {
  return [unsignedLeb(name.length), [...new TextEncoder().encode(name)], kind, unsignedLeb(index)];
}

function section(id: number, items: readonly Code[]): Code {
  const content = flatten([unsignedLeb(items.length), items]);
  return [id, unsignedLeb(content.length), content];
}

function flatten(code: Code, into: number[] = []): number[] {
  if (typeof code === 'number') into.push(code);
  else for (const piece of code) flatten(piece, into);
  return into;
}

function unsignedLeb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

function signedLeb(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest >= -64n && rest < 64n) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
