/**
 * What a field can hold, as far as its declaration tells. `small` are integers of at most 32 bits: room for a security
 * code, none for a card number. `number` is a script's number or a float, `wide` the integers and decimals of a database
 * that have room for a card number. `other` can hold no card data: a flag, a time, a choice of fixed words, a nested object.
 */
export type Holds = 'text' | 'wide' | 'number' | 'small' | 'other' | 'unknown';

/** A name and its place in the file. */
export interface Name {
  name: string;
  start: number;
  end: number;
}

/** One place that could hold card data. */
export interface Field extends Name {
  holds: Holds;
  /** What it is called where it is stored, or what is put there: judged where the field's own name is clean. */
  alias?: Name | undefined;
}

/** Fields that stand beside each other. */
export interface Declaration {
  /** What they are declared in: the name of a table, a type, a property; empty where nothing names it. */
  about: string;
  fields: readonly Field[];
  /** A log call, where the fields are what it writes. */
  logged?: boolean;
  /** Declared in a file with JSX, where a card usually is a box on the screen. */
  onScreen?: boolean;
}
