/** The server's least length of a password. */
export const PASSWORD_MIN = 8
