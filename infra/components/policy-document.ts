/** A statement of a policy document, as IAM has it. */
export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, string | readonly string[]>;
  Action: string | readonly string[];
  /** Left out where the policy stands on the resource itself and may not name it: who may take on a role, say. */
  Resource?: string | readonly string[];
  Condition?: Record<string, Record<string, string | readonly string[]>>;
}

/** A policy document. Made of names alone, it is known, and can be judged, before anything that it speaks of exists. */
export function documentOf(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
