/** A browser that may be told although no desk is open in it: what its push service carries is handed to it by the story. */
import type { BrowserContext, CDPSession, Page } from '@playwright/test'
import type { Note, PushService } from '../house/pushService'

/** Lets the pages of a browser be given a subscription of this push service. */
export async function subscribesAt(context: BrowserContext, service: PushService): Promise<void> {
  await context.addInitScript((given) => {
    let held: object | null = null
    PushManager.prototype.getSubscription = async () => held as PushSubscription | null
    PushManager.prototype.subscribe = async (options) => {
      const key = options!.applicationServerKey as Uint8Array
      held = {
        options: { applicationServerKey: key.buffer },
        toJSON: () => given,
        unsubscribe: async () => ((held = null), true),
      }
      return held as PushSubscription
    }
  }, service.subscription)
}

/** A page of the same browser that is no desk, beside which notes are handed over and read. */
export class Device {
  private constructor(
    readonly page: Page,
    private readonly client: CDPSession,
    private readonly registrationId: string,
  ) {}

  static async of(context: BrowserContext, origin: string): Promise<Device> {
    const page = await context.newPage()
    await page.goto(`${origin}/docs`)
    const client = await context.newCDPSession(page)
    const registrationId = new Promise<string>((resolve) => {
      client.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const ours = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`)
        if (ours) resolve(ours.registrationId)
      })
    })
    await client.send('ServiceWorker.enable')
    return new Device(page, client, await registrationId)
  }

  async receive(note: Note): Promise<void> {
    await this.client.send('ServiceWorker.deliverPushMessage', {
      origin: new URL(this.page.url()).origin,
      registrationId: this.registrationId,
      data: JSON.stringify(note),
    })
  }

  /** What stands on its screen. */
  shown(): Promise<string[]> {
    return this.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/')
      return ((await registration?.getNotifications()) ?? []).map(({ body }) => body)
    })
  }
}
