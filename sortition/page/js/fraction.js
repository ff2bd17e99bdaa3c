// Fractions of whole numbers of any length: exact, in lowest terms, denominator positive.

const size = (n) => (n < 0n ? -n : n);

export function gcd(a, b) {
  [a, b] = [size(a), size(b)];
  while (b) [a, b] = [b, a % b];
  return a;
}

export const lcm = (a, b) => (a / gcd(a, b)) * b;

/** Division that rounds down, also below zero. */
export function floorDivide(a, b) {
  const whole = a / b;
  return whole * b !== a && a < 0n !== b < 0n ? whole - 1n : whole;
}

export class Fraction {
  constructor(top, bottom = 1n) {
    const common = gcd(top, bottom) * (bottom < 0n ? -1n : 1n);
    if (!common) throw new RangeError("division by zero");
    this.top = top / common;
    this.bottom = bottom / common;
  }

  plus(other) {
    return new Fraction(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }

  minus(other) {
    return this.plus(new Fraction(-other.top, other.bottom));
  }

  times(other) {
    return new Fraction(this.top * other.top, this.bottom * other.bottom);
  }

  over(other) {
    return new Fraction(this.top * other.bottom, this.bottom * other.top);
  }

  /** Below zero when this is smaller, above when it is larger. */
  compare(other) {
    const difference = this.top * other.bottom - other.top * this.bottom;
    return difference < 0n ? -1 : Number(difference > 0n);
  }

  is(other) {
    return this.top === other.top && this.bottom === other.bottom;
  }

  /** This times a multiple of its denominator: whole. */
  scaled(below) {
    return (this.top * below) / this.bottom;
  }

  toString() {
    return this.bottom === 1n ? `${this.top}` : `${this.top}/${this.bottom}`;
  }
}

export const ZERO = new Fraction(0n);
export const ONE = new Fraction(1n);
export const least = (fractions) => fractions.reduce((a, b) => (b.compare(a) < 0 ? b : a));
export const largest = (fractions) => fractions.reduce((a, b) => (b.compare(a) > 0 ? b : a));
