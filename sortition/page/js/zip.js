// Bundles as files (docs/format.md 20.2, 20.3), and other zip files of a folder, read with suspicion:
// everything that decides what may be unpacked is looked at before anything is.

import { compareText, joined, sameBytes, utf8 } from "./bytes.js";
import { Text } from "./findings.js";

const LARGEST = 2 ** 29;
const MOST = 10000;
const NAME = /^[a-z0-9][a-z0-9_.-]*(?:\/[a-z0-9][a-z0-9_.-]*)*$/;
/** Flags of encryption: of the entry, of a strong kind, of the headers. */
const ENCRYPTED = 0x2041;
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const [LOCAL_SIZE, CENTRAL_SIZE, END_SIZE] = [30, 46, 22];

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});

function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ CRC[(sum ^ byte) & 0xff];
  return (sum ^ 0xffffffff) >>> 0;
}

/** All central headers, or null when they are not where they belong: before the record at `end`. */
function headersOf(bytes, end) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (end < 0 || view.getUint32(end, true) !== END) return null;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MOST || at + view.getUint32(end + 12, true) !== end) return null;
  const headers = [];
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_SIZE > end || view.getUint32(at, true) !== CENTRAL) return null;
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    headers.push({
      name: nameOf(bytes.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + name)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      mode: view.getUint16(at + 40, true),
      offset: view.getUint32(at + 42, true),
    });
    at += CENTRAL_SIZE + name + extra + comment;
  }
  return headers;
}

const nameOf = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const notAsBundles = () => new Text("It is not a zip file as bundles are.");
const tooLarge = () => new Text("The entries are larger than a bundle may be: {n} bytes.", { n: LARGEST });

function* refusals(headers) {
  const seen = new Set();
  for (const { name: file, flags, method, packed, size, mode } of headers) {
    if (!NAME.test(file)) yield new Text("{file}: no file of a bundle can have this name.", { file });
    if (seen.has(file)) yield new Text("{file}: the name is there twice.", { file });
    seen.add(file);
    if (flags & ENCRYPTED) yield new Text("{file}: the entry is encrypted.", { file });
    if (method || packed !== size) yield new Text("{file}: the entry is compressed.", { file });
    if (!isPlain(mode)) yield new Text("{file}: the entry is no plain file, but a link or a device.", { file });
  }
  if (headers.reduce((sum, header) => sum + header.size, 0) > LARGEST) yield tooLarge();
}

const isPlain = (mode) => [0, 0o100000].includes(mode & 0o170000);

/** The packed bytes of an entry, or null when they are not where the header says. */
function stored(bytes, { offset, packed }) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (offset + LOCAL_SIZE > bytes.length || view.getUint32(offset, true) !== LOCAL) return null;
  const start = offset + LOCAL_SIZE + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  return start + packed > bytes.length ? null : bytes.subarray(start, start + packed);
}

/** The entries of a bundle by name, and what is wrong with the file; with some faults there are none. */
export function readBundle(bytes) {
  const none = (...odd) => ({ files: new Map(), odd });
  if (bytes.length > LARGEST)
    return none(new Text("The file is larger than a bundle may be: {n} bytes.", { n: LARGEST }));
  const headers = headersOf(bytes, bytes.length - END_SIZE);
  if (!headers) return none(notAsBundles());
  const odd = [...refusals(headers)];
  if (odd.length) return none(...odd);
  const files = new Map(headers.map((header) => [header.name, stored(bytes, header)]));
  if ([...files.values()].includes(null)) return none(notAsBundles());
  const canonical = sameBytes(written(files), bytes);
  return { files, odd: canonical ? [] : [new Text("The zip file is not written in the one way.")] };
}

/** The one way to write these entries (20.2). */
function written(files) {
  const first = (name) => Number(name !== "bundle.json");
  const names = [...files.keys()].sort((a, b) => first(a) - first(b) || compareText(a, b));
  const [body, central] = [[], []];
  let offset = 0;
  for (const name of names) {
    const content = files.get(name);
    const spelled = utf8(name);
    const facts = [crc32(content), content.length, content.length];
    const local = record(
      LOCAL_SIZE,
      [LOCAL, 4],
      [20, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [33, 2],
      ...facts.map((n) => [n, 4]),
      [spelled.length, 2],
    );
    central.push(
      record(
        ...[CENTRAL_SIZE, [CENTRAL, 4], [20, 2], [20, 2], [0, 2], [0, 2], [0, 2], [33, 2], ...facts.map((n) => [n, 4])],
        ...[
          [spelled.length, 2],
          [0, 2],
          [0, 2],
          [0, 2],
          [0, 2],
          [0, 4],
          [offset, 4],
        ],
      ),
      spelled,
    );
    body.push(local, spelled, content);
    offset += local.length + spelled.length + content.length;
  }
  const sizes = joined(central).length;
  const end = record(END_SIZE, [END, 4], [0, 2], [0, 2], [names.length, 2], [names.length, 2], [sizes, 4], [offset, 4]);
  return joined([...body, ...central, end]);
}

/** Numbers of so many bytes each, little-endian, one after another; zeros up to the size. */
function record(size, ...numbers) {
  const view = new DataView(new ArrayBuffer(size));
  let at = 0;
  for (const [number, width] of numbers) {
    if (width === 4) view.setUint32(at, number, true);
    else view.setUint16(at, number, true);
    at += width;
  }
  return new Uint8Array(view.buffer);
}

// --- a folder that somebody packed with another program ------------------------------------------

/**
 * The files of a folder in a zip file, or null when it is none. Such a file is no bundle: its entries
 * may be compressed and may stand in one common folder.
 */
export async function readFolderZip(bytes) {
  const headers = bytes.length > LARGEST ? null : headersOf(bytes, endOf(bytes));
  const entries = headers?.filter(({ name }) => !name.endsWith("/")) ?? [];
  const names = new Set(entries.map(({ name }) => name));
  const safe = entries.every((entry) => isSafe(entry)) && names.size === entries.length;
  if (!entries.length || !safe || names.has("bundle.json")) return null;
  const files = new Map();
  let left = LARGEST;
  for (const entry of entries) {
    const packed = stored(bytes, entry);
    const content = packed && (entry.method ? await inflated(packed, left) : packed);
    if (!content || content.length > left) return null;
    left -= content.length;
    files.set(entry.name, content);
  }
  return withoutCommonFolder(files);
}

function isSafe({ name, flags, method, mode }) {
  const parts = name.split("/");
  const inside = !parts.some((part) => part === "" || part === "." || part === "..") && !/[\\:\0]/.test(name);
  return inside && !(flags & ENCRYPTED) && (method === 0 || method === 8) && isPlain(mode);
}

/** Where the end record is; a comment may stand behind it. */
function endOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = bytes.length - END_SIZE; at >= 0 && at > bytes.length - 0x10000; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return -1;
}

/** Unpacks, and stops when more comes out than there may be; null then, and for what is broken. */
export async function inflated(packed, most) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parts.push(next.value);
      size += next.value.length;
      if (size > most) {
        await reader.cancel();
        return null;
      }
    }
  } catch {
    return null;
  }
  return joined(parts);
}

/** What programs of some computers add to every folder. */
const ADDED = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$)/;

/** Paths without the folders in which everything lies. */
export function withoutCommonFolder(files) {
  const names = [...files.keys()].filter((name) => !ADDED.test(name)).sort(compareText);
  let folder = "";
  for (;;) {
    const inner = names[0]?.slice(folder.length).split("/", 2) ?? [];
    const next = `${folder}${inner[0]}/`;
    if (inner.length < 2 || !names.every((name) => name.startsWith(next))) break;
    folder = next;
  }
  return new Map(names.map((name) => [name.slice(folder.length), files.get(name)]));
}
