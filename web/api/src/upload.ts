import { failureOf, Refused, Unreachable } from './problem'

/** Uploads one file; with XMLHttpRequest because `fetch` does not tell how far it is. */
export function upload<Stored>(
  url: string,
  file: File,
  clientId: string,
  headers: Record<string, string>,
  progress: (share: number) => void,
): Promise<Stored> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    // Before the file: the server then knows a repeat before it reads the bytes again.
    form.append('client_id', clientId)
    form.append('file', file, file.name)
    request.open('POST', url)
    request.responseType = 'json'
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total)
    })
    request.addEventListener('error', () => reject(new Unreachable()))
    request.addEventListener('abort', () => reject(new Refused({ status: 0, code: 'aborted' })))
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as Stored)
      else
        reject(
          failureOf(request.status, request.response, request.getResponseHeader('retry-after')),
        )
    })
    request.send(form)
  })
}
