// GTINs for tests: numbers that are right.

/** A GTIN of these digits: with the check digit that they need. */
export function rightGtin(digits: string): string {
  const sum = [...digits]
    .reverse()
    .reduce((all, digit, place) => all + Number(digit) * (place % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
