import { putInPlaceOf } from '../testing/mutation.ts';
import type { Texts } from '../testing/test-rule.ts';

/** How a language writes the words of a name. */
type Case = 'camel' | 'snake';

interface Language {
  case: Case;
  /** A field of this name in something of that name, which begins with a capital in languages where types do. */
  write: (about: string, name: string) => Texts;
}

const script = (text: string): Texts => ({ 'src/main/form.ts': `${text}\n` });
const model = (about: string, line: string): Texts =>
  putInPlaceOf(
    'model Customer {',
    'prisma/main/schema.prisma',
    `model ${about} {\n  id String @id\n  ${line}\n}\n\nmodel Customer {`,
  );
const migration = (text: string): Texts => ({ 'prisma/main/migrations/20260301090000_form/migration.sql': text });

/** Every language in which something that is stored, sent or logged is declared. */
export const languages: Readonly<Record<string, Language>> = {
  'a field of Prisma': { case: 'camel', write: (about, name) => model(about, `${name} String?`) },
  '@map of Prisma': { case: 'snake', write: (about, name) => model(about, `code String? @map("${name}")`) },
  'a column of SQL': {
    case: 'snake',
    write: (about, name) => migration(`CREATE TABLE ${about} (\n  id INT NOT NULL,\n  ${name} VARCHAR(40)\n);\n`),
  },
  'a column that is added in SQL': {
    case: 'snake',
    write: (about, name) => migration(`ALTER TABLE ${about} ADD COLUMN ${name} VARCHAR(40);\n`),
  },
  'an interface': {
    case: 'camel',
    write: (about, name) => script(`export interface ${about} {\n  ${name}: string;\n}`),
  },
  'a type': { case: 'camel', write: (about, name) => script(`export type ${about} = { ${name}?: string };`) },
  'a class': { case: 'camel', write: (about, name) => script(`export class ${about} {\n  readonly ${name} = '';\n}`) },
  zod: {
    case: 'camel',
    write: (about, name) => script(`export const ${about} = z.object({ ${name}: z.string().min(1) });`),
  },
  valibot: {
    case: 'camel',
    write: (about, name) =>
      script(`export const ${about} = v.object({ ${name}: v.pipe(v.string(), v.minLength(1)) });`),
  },
  mongoose: {
    case: 'camel',
    write: (about, name) => script(`export const ${about} = new mongoose.Schema({ ${name}: { type: String } });`),
  },
  'class-validator': {
    case: 'camel',
    write: (about, name) => script(`export class ${about} {\n  @IsString()\n  ${name}!: string;\n}`),
  },
  'a column of TypeORM': {
    case: 'snake',
    write: (about, name) =>
      script(`@Entity()\nexport class ${about} {\n  @Column({ name: '${name}' }) code!: string;\n}`),
  },
  'a column of Drizzle': {
    case: 'snake',
    write: (about, name) =>
      script(`export const form = pgTable('${about}', { code: varchar('${name}', { length: 40 }) });`),
  },
  'JSON Schema': {
    case: 'camel',
    write: (about, name) => ({
      'form.schema.json': `{ "$defs": { "${about}": { "properties": {\n  "${name}": { "type": "string" } } } } }`,
    }),
  },
  OpenAPI: {
    case: 'snake',
    write: (about, name) => ({
      'form.yaml': `openapi: 3.1.0\ncomponents:\n  schemas:\n    ${about}:\n      properties:\n        ${name}: { type: string }\n`,
    }),
  },
  GraphQL: { case: 'camel', write: (about, name) => ({ 'form.graphql': `type ${about} {\n  ${name}: String!\n}\n` }) },
  'an argument of a log call': {
    case: 'camel',
    write: (about, name) => script(`logger.info({ ${about}: { ${name}: form.value } }, 'paid');`),
  },
};

/** `track 1 data` as `track1Data` or `track_1_data`. */
export function spelled(words: string, style: Case): string {
  return style === 'snake'
    ? words.replaceAll(' ', '_')
    : words.replaceAll(/ (\w)/g, (_all, letter: string) => letter.toUpperCase());
}
