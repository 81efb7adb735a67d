/** Largest file that is parsed: source that people write is a hundredth of it. A larger one that matters is a finding. */
export const parseBytesMax = 2 * 1024 * 1024;

/**
 * Deepest TypeScript or JavaScript that is walked: bundlers write a thousand terms in a row, each a level deeper, people
 * do not. Some questions to the compiler climb from a node to its file, so that time is bounded by this as well.
 */
export const syntaxNestingMax = 10_000;

/** Deepest JSON and YAML that is walked: the largest schemas have some fifty levels. */
export const dataNestingMax = 500;

/** Most modifiers in a row, such as `export declare abstract`: on more of them the compiler spends quadratic time. */
export const modifiersMax = 16;

/** Largest file that is read at all: texts that rules look through are far smaller, and memory is bounded by it. */
export const readBytesMax = 64 * 1024 * 1024;

/** Longest that git may take for one question about the repository. */
export const gitSecondsMax = 60;

/** Most that git may answer to one question: the list of a million files. */
export const gitAnswerBytesMax = 512 * 1024 * 1024;

/** A run shorter than this shows no progress: it would be gone before it could be read. */
export const progressAfterSeconds = 1;

/** Errors that GitHub shows of one step; it drops those beyond, so they are listed in the log. */
export const githubAnnotationsMax = 10;

/** Longest Markdown report: GitHub takes comments of 65,536 characters, and the closing line has to fit too. */
export const markdownCharactersMax = 60_000;

/** A longer run of text without an end is no sentence: it is read in pieces of this length. */
export const sentenceCharactersMax = 1_000;
