import { secretsIn } from '../literals/secrets.ts';
import { isWrittenText } from '../repository/text-files.ts';
import { fileRule } from '../rule.ts';

const prefixes =
  /[sr]k_live_|sk_org_|whsec_|AKIA|ASIA|access_?key|:\/\/[^\s/@]{1,400}@|:\/\/[^\s"'`]{1,400}(?:password|pwd)=/i;

function holdsSecret(text: string): boolean {
  for (const _ of secretsIn(text)) return true;
  return false;
}

/** No text of the repository holds a secret that opens something: Stripe’s live keys, webhook secrets, databases, AWS. */
export const secretsStayOut = fileRule({
  id: 'secrets-stay-out',
  why: 'A secret in a repository is everybody’s who can read it, in every copy and for ever: history keeps what a commit takes out.',
  reads: isWrittenText,
  mentions: (text) => prefixes.test(text) && holdsSecret(text),
  *check({ text }) {
    for (const { start, end, kind, mend } of secretsIn(text)) {
      yield {
        ...{ start, end },
        problem: `${kind} stands here for everybody to read`,
        fix: `${mend}, and let the program read the new one from its environment`,
      };
    }
  },
});
