/** A JSON file as people's tools write it. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The package.json of a workspace. */
export function packageJson(name: string, more: object = {}): string {
  return jsonText({ name, version: '1.0.0', private: true, type: 'module', ...more });
}
