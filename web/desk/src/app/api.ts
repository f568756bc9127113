/** The requests of everything but the reception desk itself. */
import * as api from '@zhanggui/api/gen'
import type {
  ApiToken,
  BotSettings,
  Inbox,
  Invitation,
  Me,
  NextStep,
  Role,
  SecondFactorRule,
  Webhook,
} from '@zhanggui/api/gen'
import { answer } from '@/live/http'
import type { Conversation, Customer, Message } from '@/live/model'

export type {
  ApiToken,
  AuditAction,
  AuditActor,
  AuditChange,
  AuditEntry,
  BotHours,
  BotMode,
  BotSettings,
  BotStrictness,
  BotTopic,
  Check,
  ColleagueWaysIn,
  CreatedInvitation,
  DeadLetter,
  Delivery,
  Enrolment,
  Greeting,
  Inbox,
  Invitation,
  LlmAbility,
  LlmCheck,
  LlmSettings,
  Me,
  NextStep,
  OidcProvider,
  Permission,
  ProviderButton,
  Role,
  SecondFactorRule,
  SecondFactorState,
  Session,
  SignInSettings,
  Shop,
  Staff,
  WaysIn,
  Webhook,
  WebhookEvent,
} from '@zhanggui/api/gen'

export type Locale = 'zh-CN' | 'zh-Hant' | 'en'

/** From the most to the least rights. */
export const ROLES: Role[] = [
  'owner',
  'manager',
  'lead',
  'agent',
  'inspector',
  'trainer',
  'operations',
  'viewer',
]

export type SearchKind = 'messages' | 'customers'
export interface MessageHit {
  message: Message
  conversation: Conversation
  snippet: { text: string; hit: boolean }[]
}
export interface Found {
  messages: { items: MessageHit[]; next?: string | null; total: number }
  customers: { items: Customer[]; next?: string | null; total: number }
}

export const setupState = () => answer(api.setupState())
export const setup = (body: api.Setup): Promise<Me> => answer(api.setup({ body }))
/** Signed in, or asked for the second proof. */
export type Entered = Me | NextStep
export const isHalfWay = (entered: Entered): entered is NextStep => 'step' in entered

export const signIn = (email: string, password: string): Promise<Entered> =>
  answer(api.signIn({ body: { email, password } }))
export const signInStep = (): Promise<NextStep> => answer(api.signInStep())
export const enterCode = (code: string): Promise<Me> => answer(api.enterCode({ body: { code } }))
export const beginRequiredEnrolment = () => answer(api.beginRequiredEnrolment())
export const confirmRequiredEnrolment = (code: string) =>
  answer(api.confirmRequiredEnrolment({ body: { code } }))
export const listProviders = async () => (await answer(api.listProviders())).items
export const goToProvider = (body: api.GoToProvider) => answer(api.goToProvider({ body }))
export const returnFromProvider = (body: api.ReturnFromProvider): Promise<Entered> =>
  answer(api.returnFromProvider({ body }))
export const signOut = () => answer(api.signOut())

export const showMe = (): Promise<Me> => answer(api.me())
export const updateMe = (body: api.UpdateMe): Promise<Me> => answer(api.updateMe({ body }))
export const changePassword = (current: string, next: string) =>
  answer(api.changePassword({ body: { current, new: next } }))
export const listSessions = async () => (await answer(api.listSessions())).items
export const endSession = (id: string) => answer(api.endSession({ path: { id } }))

export const endOtherSessions = () => answer(api.endOtherSessions())
export const recogniseSession = (id: string) => answer(api.recogniseSession({ path: { id } }))

export const mySignIn = () => answer(api.mySignIn())
export const beginEnrolment = (proof: string | null) =>
  answer(api.beginEnrolment({ body: { proof } }))
export const confirmEnrolment = (code: string) => answer(api.confirmEnrolment({ body: { code } }))
export const renewRecoveryCodes = (proof: string | null) =>
  answer(api.renewRecoveryCodes({ body: { proof } }))
export const removeSecondFactor = (proof: string | null) =>
  answer(api.removeSecondFactor({ body: { proof } }))
export const beginProviderLink = () => answer(api.beginProviderLink())
export const finishProviderLink = (body: api.ReturnFromProvider) =>
  answer(api.finishProviderLink({ body }))
export const unlinkProviderAccount = () => answer(api.unlinkProviderAccount())

export const signInSettings = () => answer(api.signInSettings())
export const setSecondFactorRule = (second_factor: SecondFactorRule) =>
  answer(api.updateSignInSettings({ body: { second_factor } }))
export const saveProvider = (body: api.SaveProvider) => answer(api.saveProvider({ body }))
export const deleteProvider = () => answer(api.deleteProvider())
export const checkProvider = async () => (await answer(api.checkProvider())).items

export const staffSignIn = (id: string) => answer(api.staffSignIn({ path: { id } }))
export const endStaffSessions = (id: string) => answer(api.endStaffSessions({ path: { id } }))
export const endStaffSession = (id: string, session_id: string) =>
  answer(api.endStaffSession({ path: { id, session_id } }))
export const resetStaffSecondFactor = (id: string) =>
  answer(api.resetStaffSecondFactor({ path: { id } }))
export const unlinkStaffProviderAccount = (id: string) =>
  answer(api.unlinkStaffProviderAccount({ path: { id } }))

export const listStaff = async () => (await answer(api.listStaff())).items
export const updateStaff = (id: string, body: api.UpdateStaff) =>
  answer(api.updateStaff({ path: { id }, body }))
export const listInvitations = async (): Promise<Invitation[]> =>
  (await answer(api.listInvitations())).items
export const createInvitation = (body: api.CreateInvitation) =>
  answer(api.createInvitation({ body }))
export const revokeInvitation = (id: string) => answer(api.revokeInvitation({ path: { id } }))
export const showInvitation = (token: string) => answer(api.showInvitation({ path: { token } }))
export const acceptInvitation = (token: string, name: string, password: string): Promise<Entered> =>
  answer(api.acceptInvitation({ path: { token }, body: { name, password } }))

export const listTokens = async (): Promise<ApiToken[]> => (await answer(api.listTokens())).items
export const createToken = (body: api.CreateToken) => answer(api.createToken({ body }))
export const revokeToken = (id: string) => answer(api.revokeToken({ path: { id } }))

export const listWebhooks = async (): Promise<Webhook[]> => (await answer(api.listWebhooks())).items
export const createWebhook = (body: api.CreateWebhook) => answer(api.createWebhook({ body }))
export const updateWebhook = (id: string, body: api.UpdateWebhook): Promise<Webhook> =>
  answer(api.updateWebhook({ path: { id }, body }))
export const deleteWebhook = (id: string) => answer(api.deleteWebhook({ path: { id } }))
export const rotateWebhookSecret = (id: string) => answer(api.rotateWebhookSecret({ path: { id } }))
export const testWebhook = (id: string) => answer(api.testWebhook({ path: { id } }))
export const listDeliveries = (id: string, after?: string) =>
  answer(api.listDeliveries({ path: { id }, query: { limit: 20, ...(after && { after }) } }))
export const replayDelivery = (id: string, delivery_id: string) =>
  answer(api.replayDelivery({ path: { id, delivery_id } }))

export const listDeadLetters = (after?: string) =>
  answer(api.listDeadLetters({ query: { limit: 20, ...(after && { after }) } }))
export const replayDeadLetter = (id: string) => answer(api.replayDeadLetter({ path: { id } }))
export const replayAllDeadLetters = () => answer(api.replayAllDeadLetters())
export const discardDeadLetter = (id: string) => answer(api.discardDeadLetter({ path: { id } }))

/** What the audit log is asked for, page aside. */
export type AuditQuery = Omit<NonNullable<api.ListAuditData['query']>, 'after' | 'limit'>
export const listAudit = (query: AuditQuery, after: number | undefined, signal: AbortSignal) =>
  answer(api.listAudit({ query: { ...query, ...(after !== undefined && { after }) }, signal }))
/** Where the browser itself fetches the log as a table. */
export const auditExportAddress = (query: AuditQuery) =>
  `/api/v1/audit/export?${new URLSearchParams(query as Record<string, string>)}`

export const updateShop = (body: api.UpdateShop) => answer(api.updateShop({ body }))

export const listInboxes = async (): Promise<Inbox[]> => (await answer(api.listInboxes())).items
export const createInbox = (name: string, channel: Inbox['channel'] = 'widget') =>
  answer(api.createInbox({ body: { name, channel } }))
export const updateInbox = (id: string, body: api.UpdateInbox): Promise<Inbox> =>
  answer(api.updateInbox({ path: { id }, body }))
export const rotateIdentitySecret = (id: string) =>
  answer(api.rotateIdentitySecret({ path: { id } }))
export const showBot = (inbox_id: string) => answer(api.showBotSettings({ path: { inbox_id } }))
export const saveBot = (inbox_id: string, settings: BotSettings, version: number) =>
  answer(api.saveBotSettings({ path: { inbox_id }, body: { settings, version } }))
export const previewBot = (inbox_id: string, question: string) =>
  answer(api.previewBot({ path: { inbox_id }, body: { question } }))
export const showLlm = () => answer(api.showLlmSettings())
export const saveLlm = (body: api.SaveLlmSettings) => answer(api.saveLlmSettings({ body }))
export const checkLlm = () => answer(api.checkLlm())
export const listQuestions = async (q: string, signal: AbortSignal) => {
  const query = { state: 'approved' as const, kind: 'question' as const, limit: 8, ...(q && { q }) }
  return (await answer(api.listKnowledgeEntries({ query, signal }))).items
}
export const showEntry = (id: string) => answer(api.showKnowledgeEntry({ path: { id } }))
export const startTestChat = () => answer(api.startTestChat())

export const search = (
  query: { q: string; kind?: SearchKind; after?: string; limit?: number },
  signal: AbortSignal,
): Promise<Found> => {
  const { after, ...rest } = query
  const paged = after === undefined ? rest : { ...rest, after: Number(after) }
  return answer(api.search({ query: paged, signal })) as Promise<Found>
}
export const latestConversation = async (customer_id: string) =>
  (await answer(api.listConversations({ query: { customer_id, limit: 1 } }))).items[0]
