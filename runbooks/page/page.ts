import { z } from 'zod';

/** What a fence is for: executed by rehearsals, for a cloud account, or only shown. */
export const fenceKinds = ['run', 'cloud', 'example'] as const;

/** A fenced block, and what may be done with it. */
export interface Fence {
  language: string;
  kind: (typeof fenceKinds)[number];
  text: string;
  /** The line in the file of the first line of its text. */
  line: number;
}

/** Something that the page says and, where a fence follows, what there is to do. */
export interface Step {
  /** The heading above it. */
  section: string;
  /** As Markdown, without the heading; empty where one fence follows another. */
  text: string;
  /** The line in the file where the step begins. */
  line: number;
  fence: Fence | undefined;
}

const head = {
  owner: z.string().min(1),
  reviewed: z.iso.date(),
  severity: z.enum(['CRITICAL', 'HIGH', 'PLANNED']),
  numbers: z.array(z.string()),
  /** The local system that its `run` fences need; every page that has some names one. */
  scene: z.string().optional(),
};

/** The front matter of a page: it is an alarm's, or a procedure's. */
export const headSchema = z.union([
  z.strictObject({ alarm: z.string(), ...head }),
  z.strictObject({ procedure: z.string(), ...head }),
]);
export type Head = z.infer<typeof headSchema>;

export interface Page {
  /** Of the file, without its ending; no two pages have the same. */
  name: string;
  /** Of the file, from the root of the repository. */
  path: string;
  title: string;
  head: Head;
  /** In the order of the page: each ends with a fence or before a heading. */
  steps: Step[];
}
