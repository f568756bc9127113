/** Small things the browser keeps for the panel; a browser that refuses storage keeps them for this page only. */

const here = new Map<string, string>()

export function read(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? here.get(name)
  } catch {
    return here.get(name)
  }
}

export function keep(name: string, value: string | undefined): void {
  if (value === undefined) here.delete(name)
  else here.set(name, value)
  try {
    if (value === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // Kept for this page.
  }
}
