import type { Rule } from '../rule.ts';

export const clientsStayApart: Rule = {
  id: 'clients-stay-apart',
  why: 'x',
  reads: () => false,
  mentions: () => false,
  extract: () => null,
  judge: () => [],
};
