// The work behind the page, in a worker where the browser has one: files in, findings and views out.

import { Blocked, Text } from "./findings.js";
import { viewOf } from "./panel_view.js";
import { kindOf, verify } from "./verify.js";
import { readBundle, readFolderZip, withoutCommonFolder } from "./zip.js";

/** A source for verify, and a remark for people, from one file or from a folder's files. */
async function sourceOf(items) {
  const [only] = items;
  const alone = items.length === 1 && !only.path.includes("/");
  if (!alone) {
    const files = new Map();
    for (const { path, file } of items) files.set(path, await bytesOf(file));
    return { source: { files: withoutCommonFolder(files) }, remark: null };
  }
  const bytes = await bytesOf(only.file);
  const bundle = readBundle(bytes);
  // What is not written as a bundle, and does not say that it is one, may be a folder that was packed.
  const notABundle = bundle.odd.length > 0 && !bundle.files.has("bundle.json");
  const folder = notABundle ? await readFolderZip(bytes) : null;
  if (!folder) return { source: { ...bundle, kind: kindOf(bundle.files) }, remark: null };
  const remark = new Text("This zip file is not a bundle. Its files were checked as a folder.");
  return { source: { files: folder }, remark };
}

const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());

export class Engine {
  /**
   * `post` gets messages for the page: plain data that can be copied. `pause` is waited for between
   * checks; outside of a worker it lets the browser draw what came.
   */
  constructor(post, pause = null) {
    Object.assign(this, { post, pause });
    this.view = null;
  }

  async handle({ task, ...rest }) {
    try {
      await this[task](rest);
    } catch (error) {
      this.post({ about: "trouble", error: String(error) });
    }
  }

  async check({ items }) {
    const { source, remark } = await sourceOf(items);
    const result = await verify(source, {
      planned: (checks) => this.post({ about: "planned", checks }),
      found: async (finding) => {
        this.post({ about: "finding", finding });
        await this.pause?.();
      },
    });
    this.view = viewOf(result.facts);
    const { ok, summary, published } = result;
    const failed = result.findings
      .filter(({ status }) => status === "fail")
      .map(({ number, name }) => ({ number, name }));
    const isPublic = source.kind === "public";
    this.post({
      about: "verdict",
      ok,
      failed,
      summary,
      published,
      remark,
      isPublic,
      frame: this.view?.frame() ?? null,
    });
  }

  panel({ number }) {
    this.post({ about: "panel", number, panel: this.answer(() => this.view.panel(number)) });
  }

  person({ typed }) {
    this.post({ about: "person", ...this.answer(() => ({ found: this.view.person(typed) })) });
  }

  answer(ask) {
    try {
      return ask();
    } catch (error) {
      if (error instanceof Blocked) return { reason: error.reason };
      throw error;
    }
  }
}
