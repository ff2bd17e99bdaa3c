// V01 to V06: the files are all there, unchanged, and written in the one way.

import { compareText, decodeUtf8 } from "./bytes.js";
import { isCanonicalCsv, parseCsv } from "./csv.js";
import * as documents from "./documents.js";
import { CSV_FILES, JSON_FILES, sameTexts } from "./draw_facts.js";
import { Malformed, Text, Unreadable } from "./findings.js";
import { isCanonicalJson } from "./json.js";

const LINE_FEED = 0x0a;

export function* v01Folder(draw) {
  yield* draw.odd;
  for (const file of draw.expected) if (!draw.files.has(file)) yield new Text("{file}: the file is missing.", { file });
  for (const file of draw.files.keys()) {
    if (!draw.expected.includes(file)) yield new Text("{file}: a draw of this size has no such file.", { file });
  }
}

export function* v02Manifest(draw) {
  const expected = draw.expected.filter((name) => name !== "manifest.json").sort(compareText);
  if (
    !sameTexts(
      draw.manifest.map((entry) => entry.name),
      expected,
    )
  ) {
    yield new Text("The manifest does not list exactly the files of a draw, in order.");
  }
  yield* changedFiles(draw.manifest, draw.files, draw.hashes);
}

/** Files that differ from what a list of names, sizes and hashes says of them. */
export function* changedFiles(listed, files, hashes) {
  for (const { name: file, size, sha256 } of listed) {
    if (!files.has(file)) continue;
    if (BigInt(files.get(file).length) !== size) {
      yield new Text("{file} has another size than the manifest says.", { file });
    }
    if (hashes.get(file) !== sha256) {
      yield new Text("{file} was changed: its hash is not in the manifest.", { file });
    }
  }
}

export function* v03Text(draw) {
  for (const file of [...draw.files.keys()].sort(compareText)) {
    const content = draw.files.get(file);
    if (content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf) {
      yield new Text("{file} begins with a byte order mark.", { file });
    }
    const [before, last] = [content.at(-2), content.at(-1)];
    if (last !== LINE_FEED || before === LINE_FEED || before === 0x0d) {
      yield new Text("{file} does not end in one line feed.", { file });
    }
    if (problem(() => decodeUtf8(content))) yield new Text("{file} is not UTF-8 text.", { file });
  }
}

/** Why something cannot be read; null when it can. */
function problem(read) {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof Unreadable || error instanceof Malformed) return error;
    throw error;
  }
}

export function* v04Json(draw) {
  for (const file of JSON_FILES) {
    if (draw.files.has(file)) yield* jsonFaults(file, draw.files.get(file));
  }
}

export function* jsonFaults(file, content) {
  let canonical = true;
  const unreadable = problem(() => (canonical = isCanonicalJson(content)));
  if (unreadable) {
    yield new Text("{file} cannot be read.", { file });
    yield unreadable.reason;
  } else if (!canonical) {
    yield new Text("{file} is not written in the canonical way.", { file });
  }
}

export function* v05Members(draw) {
  const { lottery, certificate, draw: drawn, manifest } = documents;
  const readers = Object.entries({
    "lottery.json": lottery,
    "certificate.json": certificate,
    "draw.json": drawn,
    "manifest.json": manifest,
  });
  for (const [file, read] of readers) {
    if (draw.files.has(file)) yield* memberFaults(file, draw.files.get(file), read);
  }
}

export function* memberFaults(file, content, read) {
  const found = problem(() => documents.document(content, read));
  if (found instanceof Malformed) {
    yield new Text("{file} is not what it should be:", { file });
    yield found.reason;
  } else if (found) {
    yield new Text("{file} cannot be read: see {check}.", { file, check: "V04" });
  }
}

export function* v06Tables(draw) {
  for (const file of CSV_FILES) if (draw.files.has(file)) yield* tableFaults(file, draw.files.get(file));
}

export function* tableFaults(file, content) {
  let rows = [];
  const unreadable = problem(() => (rows = parseCsv(content)));
  if (unreadable) {
    yield new Text("{file} cannot be read.", { file });
    yield unreadable.reason;
  } else if (!isCanonicalCsv(rows, content)) {
    yield new Text("{file} is not written in the canonical way.", { file });
  }
}
