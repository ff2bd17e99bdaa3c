// What checks say: a text for people, and the ways in which a check can end.

const LONGEST_NUMBER = 60;
const LONGEST_TEXT = 200;

/** An English template and its values; the page puts it into the reader's language. */
export class Text {
  constructor(template, values = {}) {
    this.template = template;
    this.values = {};
    for (const [name, value] of Object.entries(values)) this.values[name] = shown(value);
  }
}

/** A hostile file may hold anything: long numbers and texts are cut, control signs replaced. */
function shown(value) {
  if (value && typeof value === "object" && "top" in value) value = value.toString();
  if (typeof value === "bigint") {
    const digits = value.toString();
    if (digits.length > LONGEST_NUMBER) return "…";
    return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : digits;
  }
  if (typeof value !== "string") return value;
  const signs = [...value.slice(0, 2 * LONGEST_TEXT)];
  const clean = signs.slice(0, LONGEST_TEXT).map((sign) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(sign) ? "\ufffd" : sign));
  return clean.join("") + (signs.length > LONGEST_TEXT ? "…" : "");
}

/** A check cannot be made; the reason says why. */
export class Blocked extends Error {
  constructor(reason) {
    super(reason.template);
    this.reason = reason;
  }
}

/** A check takes what is rightly kept from the public (docs/format.md 20.5). */
export class Withheld extends Blocked {}

/** A file is not what its kind of file is (JSON, CSV, TOML, UTF-8). */
export class Unreadable extends Blocked {}

/** A member is missing or is not what docs/format.md says. */
export class Malformed extends Blocked {}

export const blocked = (template, values) => new Blocked(new Text(template, values));

export const withheld = (template, values) => new Withheld(new Text(template, values));

/** A property that is computed when it is first asked for; what it throws, it throws again. */
export function lazy(owner, facts) {
  for (const [name, compute] of Object.entries(facts)) {
    let made = null;
    Object.defineProperty(owner, name, {
      get() {
        made ??= attempt(compute);
        if (made.error) throw made.error;
        return made.value;
      },
    });
  }
}

function attempt(compute) {
  try {
    return { value: compute() };
  } catch (error) {
    return { error };
  }
}
