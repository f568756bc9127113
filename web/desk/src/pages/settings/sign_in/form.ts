/** The provider as the form holds it. */
import type { OidcProvider, Role } from '@/app/api'

export interface ProviderFields {
  label: string
  issuer: string
  client_id: string
  /** Empty: the stored one stays. */
  client_secret: string
  /** One in each line. */
  domains: string
  /** Empty: only who was invited. */
  newcomer_role: Role | ''
  trusts_second_factor: boolean
  passwords: boolean
  enabled: boolean
}

export const fieldsOf = (provider: OidcProvider | null): ProviderFields => ({
  label: provider?.label ?? '',
  issuer: provider?.issuer ?? '',
  client_id: provider?.client_id ?? '',
  client_secret: '',
  domains: provider?.domains.join('\n') ?? '',
  newcomer_role: provider?.newcomer_role ?? '',
  trusts_second_factor: provider?.trusts_second_factor ?? false,
  passwords: provider?.passwords ?? true,
  enabled: provider?.enabled ?? false,
})

export function bodyOf({ client_secret, domains, newcomer_role, ...rest }: ProviderFields) {
  return {
    ...rest,
    domains: domains.split(/[\s,，、;；]+/).filter(Boolean),
    newcomer_role: newcomer_role || null,
    ...(client_secret && { client_secret }),
  }
}
