/** The look every one-line and many-line control shares. */
export const controlLook =
  'w-full rounded-sm border border-line-strong bg-raised px-2.5 text-sm pointer-coarse:text-lg text-ink transition-colors hover:border-ink-3 focus-visible:border-brand focus-visible:outline-1 focus-visible:outline-offset-0 disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-danger aria-invalid:focus-visible:outline-danger'
