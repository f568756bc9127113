/** By whose habit the page's language writes days: English ones are written as most of the world writes them. */
export const dateTag = (language: string): string => (language === 'en' ? 'en-GB' : language)
