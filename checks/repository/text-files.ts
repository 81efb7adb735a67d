const named =
  /(?:\.(?:[cm]?[jt]sx?|json[c5l]?|ya?ml|sql|prisma|g(?:raph)?qls?|[ct]sv|mdx?|txt|xml|html?|vue|svelte|astro|toml|ini|conf|cfg|properties|hcl|tf|tfvars|tpl|sh|bash|zsh|ps1|py|rb|php|go|rs|java|kt|cs|scala|swift|http|env)|(?:^|\/)\.?(?:env|npmrc|envrc|Dockerfile|Makefile|justfile|Jenkinsfile|Procfile)(?:\.[\w.-]+)?)$/i;

const written = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml)$|\.min\.\w+$|[-.]lock\.\w+$/i;

/** Whether people write text of this name: source, configuration, fixtures, pages; no lock file, no minified bundle. */
export function isWrittenText(path: string): boolean {
  return named.test(path) && !written.test(path);
}
