import { issuers } from '../../policies/card-data.ts';

/** Runs of 12 to 19 digits, single spaces or dashes between them, with no word character on either side. */
const digitRuns = /(?<!\w)\d(?:[ -]?\d){11,18}(?!\w)/g;

/** Replaces every card number in a text; returns the very same string where there is none. */
export function withoutCardNumbers(text: string, replacement: string): string {
  return text.replace(digitRuns, (run) => (isCardNumber(run.replaceAll(/[ -]/g, '')) ? replacement : run));
}

/** Issuer prefix, length and check digit together: the check digit alone matches one long run of digits in nine. */
export function isCardNumber(digits: string): boolean {
  return hasIssuer(digits) && passesLuhn(digits);
}

function hasIssuer(digits: string): boolean {
  return issuers.some(
    ({ prefixes, lengths }) =>
      lengths.includes(digits.length) &&
      prefixes.some(([low, high]) => {
        const prefix = Number(digits.slice(0, String(low).length));
        return prefix >= low && prefix <= high;
      }),
  );
}

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
