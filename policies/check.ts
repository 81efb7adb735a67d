/** Largest file that is parsed: source that people write is a hundredth of it. A larger one that matters is a finding. */
export const parseBytesMax = 2 * 1024 * 1024;
