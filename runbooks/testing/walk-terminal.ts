import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../walk/journal.ts';

const root = join(import.meta.dirname, '../..');
const head = 'owner: somebody\nreviewed: 2026-11-20\nseverity: HIGH\nnumbers: []\nscene: any\n';

/** The page `try`, with this text below its title. */
export function pageWith(text: string): string {
  return `---\nprocedure: try\n${head}---\n\n# Try it\n\n${text}`;
}

/** What is waited for, and then what is typed. */
export type Typed = readonly [waitFor: string, type: string];

/** A page `try` in a folder of its own, walked in real terminals. */
export class WalkedPage {
  readonly folder = mkdtempSync(join(tmpdir(), 'bulkhead-walk-'));
  readonly path = join(this.folder, 'try.md');
  readonly journals = join(this.folder, 'journal');
  readonly #running = new Set<ChildProcess>();

  constructor(text: string) {
    this.write(text);
  }

  write(text: string): void {
    writeFileSync(this.path, text);
  }

  /** Ends what a test that failed has left, and removes all. */
  end(): void {
    for (const one of this.#running) one.kill('SIGKILL');
    rmSync(this.folder, { recursive: true });
  }

  /** The files of its walks, oldest first. */
  journalPaths(): string[] {
    if (!existsSync(this.journals)) return [];
    const names = readdirSync(this.journals).filter((name) => name.endsWith('.jsonl'));
    return names.sort().map((name) => join(this.journals, name));
  }

  entries(): Entry[] {
    const lines = this.journalPaths().flatMap((path) => readFileSync(path, 'utf8').trimEnd().split('\n'));
    return lines.map((line) => JSON.parse(line) as Entry);
  }

  /** What was written down, as `1 done`. */
  settled(): string[] {
    return this.entries().map(({ step, what }) => `${step ?? '-'} ${what}`);
  }

  /** Command lines of processes that this page's walks have started and that still run, by a variable they all have. */
  processes(): string[] {
    const all = execFileSync('ps', ['axeww', '-o', 'command'], { encoding: 'utf8' }).split('\n');
    return all.filter((line) => line.includes(`WALK_FOLDER=${this.folder} `));
  }

  /**
   * Walks in a terminal of its own until the walk ends, and says what was seen. A question is drawn anew once it is
   * answered, so each step is waited for first.
   */
  async walk(
    typed: readonly Typed[],
    { words = [], variables = {} }: WalkOptions = {},
  ): Promise<{ seen: string; code: number | null }> {
    const call = ['./bulkhead', 'runbook', this.path, '--journal', this.journals, ...words].join(' ');
    const terminal = spawn('script', ['--quiet', '--return', '--command', `exec ${call}`, '/dev/null'], {
      cwd: root,
      env: { ...process.env, WALK_FOLDER: this.folder, TERM: 'xterm', BULKHEAD_EVIDENCE_STORE: '', ...variables },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#running.add(terminal);
    let seen = '';
    let from = 0;
    const left = [...typed];
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      for (let next = left[0]; next !== undefined && seen.includes(next[0], from); next = left[0]) {
        from = seen.indexOf(next[0], from) + next[0].length;
        terminal.stdin.write(next[1]);
        left.shift();
      }
    });
    const code = await new Promise<number | null>((resolve) => terminal.once('close', resolve));
    this.#running.delete(terminal);
    return { seen, code };
  }
}

interface WalkOptions {
  words?: readonly string[];
  variables?: Record<string, string>;
}
