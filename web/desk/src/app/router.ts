import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { settingsRoutes } from '@/pages/settings/routes'
import { fetched } from './parts'
import { me, needsSetup } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name. */
    title?: string
    /** Reachable without being signed in, and shown without the rail. */
    open?: boolean
    /** For whoever is signed in, without the rail: a page to be printed. */
    bare?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/desk' },
  {
    path: '/desk/:view?/:conversationId?',
    name: 'desk',
    component: () => import('@/pages/desk/DeskPage.vue'),
    meta: { title: 'app.place.desk' },
  },
  {
    path: '/knowledge/test',
    name: 'knowledge-test',
    component: () => import('@/pages/knowledge/bench/BenchPage.vue'),
    meta: { title: 'knowledge.bench.title' },
  },
  {
    path: '/knowledge/sizes/:chartId?',
    name: 'knowledge-sizes',
    component: () => import('@/pages/knowledge/sizes/SizesPage.vue'),
    meta: { title: 'sizes.title' },
  },
  {
    path: '/knowledge/learn/:candidateId?',
    name: 'knowledge-learn',
    component: () => import('@/pages/knowledge/learn/LearnPage.vue'),
    meta: { title: 'knowledge.learn.title' },
  },
  {
    path: '/knowledge/duplicates',
    name: 'knowledge-duplicates',
    component: () => import('@/pages/knowledge/duplicates/DuplicatesPage.vue'),
    meta: { title: 'knowledge.alike.title' },
  },
  {
    path: '/knowledge/report',
    name: 'knowledge-report',
    component: () => import('@/pages/knowledge/report/ReportPage.vue'),
    meta: { title: 'knowledge.report.title' },
  },
  {
    path: '/knowledge/:entryId?',
    name: 'knowledge',
    component: () => import('@/pages/knowledge/KnowledgePage.vue'),
    meta: { title: 'app.place.knowledge' },
  },
  {
    path: '/shift',
    name: 'shift',
    component: () => import('@/pages/shift/ShiftPage.vue'),
    meta: { title: 'app.place.shift' },
  },
  {
    path: '/tour',
    name: 'tour',
    component: () => import('@/pages/tour/TourPage.vue'),
    meta: { title: 'tour.title' },
  },
  {
    path: '/search',
    name: 'search',
    component: () => import('@/pages/search/SearchPage.vue'),
    meta: { title: 'app.place.search' },
  },
  {
    path: '/print/:conversationId',
    name: 'print',
    component: () => import('@/pages/print/PrintPage.vue'),
    meta: { title: 'transcript.heading', bare: true },
  },
  {
    path: '/settings',
    component: () => import('@/pages/settings/SettingsPage.vue'),
    meta: { title: 'app.place.settings' },
    children: settingsRoutes,
  },
  {
    path: '/setup',
    name: 'setup',
    component: () => import('@/pages/setup/SetupPage.vue'),
    meta: { title: 'app.place.setup', open: true },
  },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('@/pages/access/SignInPage.vue'),
    meta: { title: 'app.place.sign_in', open: true },
  },
  {
    path: '/sign-in/step',
    name: 'sign-in-step',
    component: () => import('@/pages/access/SecondStepPage.vue'),
    meta: { title: 'app.place.sign_in', open: true },
  },
  {
    path: '/sign-in/return',
    name: 'sign-in-return',
    component: () => import('@/pages/access/ReturnPage.vue'),
    meta: { title: 'app.place.sign_in', open: true },
  },
  {
    path: '/sign-in/forgotten',
    name: 'forgotten',
    component: () => import('@/pages/access/ForgottenPage.vue'),
    meta: { title: 'app.place.new_password', open: true },
  },
  {
    path: '/reset/:token',
    name: 'reset',
    component: () => import('@/pages/access/ResetPage.vue'),
    meta: { title: 'app.place.new_password', open: true },
    props: true,
  },
  {
    path: '/invite/:token',
    name: 'invite',
    component: () => import('@/pages/access/InvitationPage.vue'),
    meta: { title: 'app.place.invitation', open: true },
    props: true,
  },
  {
    path: '/:rest(.*)*',
    name: 'nowhere',
    component: () => import('@/pages/nowhere/NowherePage.vue'),
    meta: { title: 'app.place.nowhere' },
  },
]

/** Pages come when they are first gone to, and are waited for while the server is away. */
function patiently(route: RouteRecordRaw): RouteRecordRaw {
  const { component, children } = route
  return {
    ...route,
    ...(typeof component === 'function' && {
      component: () => fetched(component as () => Promise<unknown>),
    }),
    ...(children && { children: children.map(patiently) }),
  } as RouteRecordRaw
}

export const router = createRouter({ history: createWebHistory(), routes: routes.map(patiently) })

/** A page of its own beside the desk: whoever signs in on the way there is handed over. */
const ASSIST = '/assist'

router.beforeEach((to) => {
  if (to.path.replace(/\/$/, '') === ASSIST && me.value) {
    location.replace(ASSIST)
    return false
  }
  if (needsSetup.value) return to.name === 'setup' || { name: 'setup' }
  if (me.value) return to.name === 'sign-in' ? nextPlace(to.query['next']) : true
  if (to.meta.open && to.name !== 'setup') return true
  return { name: 'sign-in', query: to.fullPath === '/desk' ? {} : { next: to.fullPath } }
})

/** Where to go after signing in: back, but never to another site. */
export function nextPlace(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/desk'
}
