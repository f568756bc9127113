/** What changed from one text, or one entry, to another. Pure. */
import type { Answer, Content } from '@/app/knowledge'

export interface Piece {
  how: 'same' | 'added' | 'removed'
  text: string
}

const words = new Intl.Segmenter('zh', { granularity: 'word' })
const tokens = (text: string) => [...words.segment(text)].map(({ segment }) => segment)
/** Beyond this a comparison word by word would take too long; the texts are shown whole. */
const MOST_STEPS = 4_000_000

/** Word by word, by the longest common subsequence. */
export function textDiff(before: string, after: string): Piece[] {
  const a = tokens(before)
  const b = tokens(after)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  const rest = Math.min(a.length, b.length) - start
  while (end < rest && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const pieces: Piece[] = [
    { how: 'same', text: a.slice(0, start).join('') },
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    { how: 'same', text: a.slice(a.length - end).join('') },
  ]
  return readable(joined(pieces))
}

/** So little in common between two changes is chance. */
const CHANCE_CHARS = 2
/** Texts that share less than this are two texts, not one that was changed. */
const LEAST_SHARED = 0.3

/** Few whole changes instead of many scraps. */
function readable(pieces: Piece[]): Piece[] {
  const whole = pieces.flatMap((piece, place) => {
    const between = place > 0 && place < pieces.length - 1
    return between && piece.text.trim().length <= CHANCE_CHARS ? apart(piece) : [piece]
  })
  const length = (how: Piece['how']) =>
    whole.reduce((sum, piece) => sum + (piece.how === how ? piece.text.length : 0), 0)
  const shared = length('same')
  const longest = shared + Math.max(length('removed'), length('added'))
  return sorted(shared < longest * LEAST_SHARED ? whole.flatMap(apart) : whole)
}

const apart = (piece: Piece): Piece[] =>
  piece.how === 'same'
    ? [
        { how: 'removed', text: piece.text },
        { how: 'added', text: piece.text },
      ]
    : [piece]

/** Between what stayed: first all that went, then all that came. */
function sorted(pieces: Piece[]): Piece[] {
  const out: Piece[] = []
  let removed = ''
  let added = ''
  const flush = () => {
    if (removed) out.push({ how: 'removed', text: removed })
    if (added) out.push({ how: 'added', text: added })
    removed = added = ''
  }
  for (const { how, text: piece } of pieces) {
    if (how === 'removed') removed += piece
    else if (how === 'added') added += piece
    else {
      flush()
      out.push({ how, text: piece })
    }
  }
  flush()
  return joined(out)
}

function middle(a: string[], b: string[]): Piece[] {
  if (a.length * b.length > MOST_STEPS) {
    return [
      { how: 'removed', text: a.join('') },
      { how: 'added', text: b.join('') },
    ]
  }
  // longest[i][j]: of what follows i in a and j in b.
  const width = b.length + 1
  const longest = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[i] === b[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!)
    }
  }
  const pieces: Piece[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push({ how: 'same', text: a[i]! })
      i++
      j++
    } else if (
      i < a.length &&
      (j === b.length || longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)
    ) {
      pieces.push({ how: 'removed', text: a[i++]! })
    } else pieces.push({ how: 'added', text: b[j++]! })
  }
  return pieces
}

function joined(pieces: Piece[]): Piece[] {
  const out: Piece[] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (!piece.text) continue
    if (last?.how === piece.how) last.text += piece.text
    else out.push({ ...piece })
  }
  return out
}

/** One thing of an entry that is not as it was. */
export type Change =
  | { what: 'title'; pieces: Piece[] }
  | { what: 'category' | 'kind'; before: string; after: string }
  | { what: 'phrasings'; added: string[]; removed: string[] }
  /** `number` counts from 1, where it stands now or stood before. */
  | { what: 'answer'; how: 'added' | 'removed'; number: number; answer: Answer }
  | {
      what: 'answer'
      how: 'changed'
      number: number
      before: Answer
      answer: Answer
      pieces: Piece[]
    }
  | { what: 'order' }

const text = (answer: Answer) => answer.content.join('\n')
const json = JSON.stringify
const without = (list: string[], other: string[]) => list.filter((one) => !other.includes(one))

export function contentDiff(before: Content, after: Content): Change[] {
  const changes: Change[] = []
  if (before.title !== after.title) {
    changes.push({ what: 'title', pieces: textDiff(before.title, after.title) })
  }
  if (before.category_id !== after.category_id) {
    changes.push({ what: 'category', before: before.category_id, after: after.category_id })
  }
  if (before.kind !== after.kind) {
    changes.push({ what: 'kind', before: before.kind, after: after.kind })
  }
  const added = without(after.phrasings, before.phrasings)
  const removed = without(before.phrasings, after.phrasings)
  if (added.length || removed.length) changes.push({ what: 'phrasings', added, removed })
  return [...changes, ...answerDiff(before.answers, after.answers)]
}

/** Those of a list that the other has too, in its order. */
const kept = (list: Answer[], other: Answer[]) =>
  list.filter(({ id }) => other.some((one) => one.id === id)).map(({ id }) => id)

function answerDiff(before: Answer[], after: Answer[]): Change[] {
  const changes: Change[] = []
  for (const [place, answer] of after.entries()) {
    const was = before.find(({ id }) => id === answer.id)
    const number = place + 1
    if (!was) changes.push({ what: 'answer', how: 'added', number, answer })
    else if (json(was) !== json(answer)) {
      const pieces = textDiff(text(was), text(answer))
      changes.push({ what: 'answer', how: 'changed', number, before: was, answer, pieces })
    }
  }
  for (const [place, answer] of before.entries()) {
    if (after.some(({ id }) => id === answer.id)) continue
    changes.push({ what: 'answer', how: 'removed', number: place + 1, answer })
  }
  if (json(kept(before, after)) !== json(kept(after, before))) changes.push({ what: 'order' })
  return changes
}
