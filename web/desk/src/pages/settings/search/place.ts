/** Finds what an address names on the page: by its label, as the reader sees it. */

const FIELDS = 'label, [id$="-label"], [data-setting]'
const SECTIONS = 'h2'
const ROWS = 'p, legend'
const CONTROLS = 'input:not([type=hidden]), select, textarea, button, [tabindex="0"]'

const fold = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').replace(/\*$/, '').trim()

/** A label as it stands in the dictionary fits whatever its gaps were filled with. */
function fitting(label: string): (text: string | null) => boolean {
  const parts = fold(label)
    .split(/\{\w+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const whole = new RegExp(`^${parts.join('.*')}$`)
  return (text) => whole.test(fold(text))
}

/** All it says, and each part of it: an explanation may stand beside the name. */
function said(element: Element): (string | null)[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const texts: (string | null)[] = [element.textContent]
  while (walker.nextNode()) texts.push(walker.currentNode.textContent)
  return texts
}

/** The element that carries this label. */
export function labelled(
  root: ParentNode,
  label: string,
  isSection = false,
): HTMLElement | undefined {
  const fits = fitting(label)
  const order = isSection ? [SECTIONS, FIELDS, ROWS] : [FIELDS, ROWS, SECTIONS]
  const found = order
    .flatMap((selector) => [...root.querySelectorAll<HTMLElement>(selector)])
    .find((element) => said(element).some(fits))
  // A field that names its keys itself has its label inside.
  return found?.querySelector<HTMLElement>('label, [id$="-label"]') ?? found
}

/** Rows that open may hold it. */
export const closedRows = (root: ParentNode): HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>(
    'button[aria-expanded=false][aria-controls]:not([aria-haspopup])',
  ),
]

/** What a label is of: the field to be marked, and what takes the focus. */
export function meant(label: HTMLElement): { field: HTMLElement; control: HTMLElement } {
  const owner = label.id && document.querySelector<HTMLElement>(`[aria-labelledby="${label.id}"]`)
  const named = label instanceof HTMLLabelElement ? label.control : owner
  if (named) {
    let field: HTMLElement = label
    while (field.parentElement && !field.contains(named)) field = field.parentElement
    const control = named.matches(CONTROLS) ? named : named.querySelector<HTMLElement>(CONTROLS)
    return { field: named.contains(label) ? named : field, control: control ?? reachable(label) }
  }
  return { field: label.parentElement ?? label, control: reachable(label) }
}

/** What is no control takes the focus so that it is read out. */
function reachable(label: HTMLElement): HTMLElement {
  label.tabIndex = -1
  return label
}
