/** Enter that ends an input method's word is not Enter; some browsers say so only by 229. */
export function composing(press: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return press.isComposing || press.keyCode === 229
}
