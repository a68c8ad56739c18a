// The text of metrics as Prometheus reads it, family by family. Knows nothing of what is measured.

export class Lines {
  readonly #lines: string[] = []

  family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): void {
    this.#lines.push(`# HELP ${name} [STABLE] ${help}`, `# TYPE ${name} ${type}`)
  }

  add(name: string, labels: Readonly<Record<string, string>>, value: number): void {
    const text = Object.entries(labels)
      .map(([key, label]) => `${key}="${label}"`)
      .join(',')
    this.#lines.push(`${name}${text === '' ? '' : `{${text}}`} ${value}`)
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`
  }
}
