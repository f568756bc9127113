import type { RouteRecordRaw } from 'vue-router'

export const settingsRoutes: RouteRecordRaw[] = [
  { path: '', redirect: '/settings/profile' },
  {
    path: 'profile',
    component: () => import('./profile/ProfilePage.vue'),
    meta: { title: 'settings.profile.title' },
  },
  {
    path: 'appearance',
    component: () => import('./appearance/AppearancePage.vue'),
    meta: { title: 'settings.appearance.title' },
  },
  {
    path: 'shop',
    component: () => import('./shop/ShopPage.vue'),
    meta: { title: 'settings.shop.title' },
  },
  {
    path: 'inboxes',
    component: () => import('./inboxes/InboxesPage.vue'),
    meta: { title: 'settings.inboxes.title' },
  },
  {
    path: 'inboxes/:id',
    component: () => import('./inboxes/InboxPage.vue'),
    meta: { title: 'settings.inboxes.title' },
    props: true,
  },
  {
    path: 'inboxes/:id/mails',
    component: () => import('./inboxes/mail/SetAsidePage.vue'),
    meta: { title: 'mail.aside.title' },
    props: true,
  },
  {
    path: 'reception',
    component: () => import('./reception/ReceptionPage.vue'),
    meta: { title: 'settings.reception.title' },
  },
  {
    path: 'automatic-messages',
    component: () => import('./automatic_messages/AutomaticMessagesPage.vue'),
    meta: { title: 'settings.automatic_messages.title' },
  },
  {
    path: 'rules',
    component: () => import('./rules/RulesPage.vue'),
    meta: { title: 'settings.rules.title' },
  },
  {
    path: 'rules/:id',
    component: () => import('./rules/RulePage.vue'),
    meta: { title: 'settings.rules.title' },
    props: true,
  },
  {
    path: 'hours',
    component: () => import('./hours/HoursPage.vue'),
    meta: { title: 'settings.hours.title' },
  },
  {
    path: 'targets',
    component: () => import('./targets/TargetsPage.vue'),
    meta: { title: 'settings.targets.title' },
  },
  {
    path: 'bot',
    component: () => import('./bot/BotPage.vue'),
    meta: { title: 'settings.bot.title' },
  },
  {
    path: 'canned-replies',
    component: () => import('./canned_replies/CannedRepliesPage.vue'),
    meta: { title: 'settings.canned_replies.title' },
  },
  {
    path: 'macros',
    component: () => import('./macros/MacrosPage.vue'),
    meta: { title: 'settings.macros.title' },
  },
  {
    path: 'tags',
    component: () => import('./tags/TagsPage.vue'),
    meta: { title: 'settings.tags.title' },
  },
  {
    path: 'blocked',
    component: () => import('./blocked/BlockedPage.vue'),
    meta: { title: 'settings.blocked.title' },
  },
  {
    path: 'llm',
    component: () => import('./llm/LlmPage.vue'),
    meta: { title: 'settings.llm.title' },
  },
  {
    path: 'staff',
    component: () => import('./staff/StaffPage.vue'),
    meta: { title: 'settings.staff.title' },
  },
  {
    path: 'sign_in',
    component: () => import('./sign_in/SignInSettingsPage.vue'),
    meta: { title: 'settings.sign_in.title' },
  },
  {
    path: 'tokens',
    component: () => import('./tokens/TokensPage.vue'),
    meta: { title: 'settings.tokens.title' },
  },
  {
    path: 'webhooks',
    component: () => import('./webhooks/WebhooksPage.vue'),
    meta: { title: 'settings.webhooks.title' },
  },
  {
    path: 'webhooks/:id',
    component: () => import('./webhooks/WebhookPage.vue'),
    meta: { title: 'settings.webhooks.title' },
    props: true,
  },
  {
    path: 'audit',
    component: () => import('./audit/AuditPage.vue'),
    meta: { title: 'settings.audit.title' },
  },
  {
    path: 'privacy',
    component: () => import('./privacy/PrivacyPage.vue'),
    meta: { title: 'settings.privacy.title' },
  },
  {
    path: 'outbox',
    component: () => import('./outbox/OutboxPage.vue'),
    meta: { title: 'settings.outbox.title' },
  },
]
