import { pieces } from '../chat/links'

export function Text({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map(({ text: words, href }, index) =>
        href ? (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {words}
          </a>
        ) : (
          words
        ),
      )}
    </>
  )
}
