/** Replies on their way: kept over reloads, sent once, in order; what was refused waits for its writer. */
import {
  Outbox,
  upload,
  type Live,
  type OutboxBody,
  type OutboxEntry,
  type Tell,
} from '@zhanggui/api'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { csrf } from './http'
import type { Message, StoredFile } from './model'
import { sendMessage } from './requests'

export type { OutboxBody, OutboxEntry }

export const useOutbound = defineStore('outbound', () => {
  const entries = shallowRef<readonly OutboxEntry[]>([])
  const progress = ref<Record<string, number>>({})
  let outbox: Outbox<Message> | undefined

  function start(
    account: string,
    line: Live<unknown, Message>,
    delivered: (message: Message) => void,
  ) {
    outbox = new Outbox<Message>({
      name: `zg.outbox.${account}`,
      deliver: (entry, tell) => deliver(line, entry, tell),
      onChange: (now) => (entries.value = [...now]),
      onDelivered: (message, entry) => {
        delete progress.value[entry.client_id]
        delivered(message)
      },
      onProgress: (clientId, share) => (progress.value[clientId] = share),
    })
  }

  function stop() {
    outbox?.stop()
    outbox = undefined
    entries.value = []
  }

  return {
    entries,
    progress,
    start,
    stop,
    send: (conversation: string, body: OutboxBody, file?: File) =>
      outbox!.add(conversation, body, file),
    retry: (clientId: string, change?: Partial<OutboxBody>) => outbox!.retry(clientId, change),
    discard: (clientId: string) => outbox!.discard(clientId),
    wake: () => outbox?.wake(),
  }
})

async function deliver(
  line: Live<unknown, Message>,
  entry: OutboxEntry,
  tell: Tell,
): Promise<Message> {
  const { client_id, conversation_id } = entry
  let body = entry.body
  if (entry.file && !body.file_id) {
    const stored = await upload<StoredFile>(
      '/api/v1/files',
      entry.file,
      client_id,
      csrf(),
      tell.progress,
    )
    await tell.uploaded(stored.id)
    body = { ...body, file_id: stored.id }
  }
  if (line.duplex) return line.post({ type: 'send', client_id, conversation_id, ...body })
  return sendMessage(conversation_id, { client_id, ...body } as Parameters<typeof sendMessage>[1])
}
