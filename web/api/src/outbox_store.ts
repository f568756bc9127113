/** Where unsent messages wait: IndexedDB, or memory where the browser refuses storage. */
import type { OutboxEntry } from './outbox'

export interface OutboxStore {
  all(): Promise<OutboxEntry[]>
  put(entry: OutboxEntry): Promise<void>
  remove(clientId: string): Promise<void>
}

const ENTRIES = 'entries'

export async function openStore(name: string): Promise<OutboxStore> {
  try {
    return indexed(await openDatabase(name))
  } catch {
    return inMemory()
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1)
  opening.addEventListener('upgradeneeded', () => {
    opening.result.createObjectStore(ENTRIES, { keyPath: 'client_id' })
  })
  return settled(opening)
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('storage')))
  })
}

function indexed(database: IDBDatabase): OutboxStore {
  const entries = (mode: IDBTransactionMode) =>
    database.transaction(ENTRIES, mode).objectStore(ENTRIES)
  return {
    all: () => settled<OutboxEntry[]>(entries('readonly').getAll()),
    put: async (entry) => void (await settled(entries('readwrite').put(entry))),
    remove: async (clientId) => void (await settled(entries('readwrite').delete(clientId))),
  }
}

export function inMemory(): OutboxStore {
  const entries = new Map<string, OutboxEntry>()
  return {
    all: async () => [...entries.values()],
    put: async (entry) => void entries.set(entry.client_id, entry),
    remove: async (clientId) => void entries.delete(clientId),
  }
}
