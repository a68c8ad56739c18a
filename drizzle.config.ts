// For `npx drizzle-kit generate`: writes the next relational migration from the schema.
import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './db/relational/schema/*.ts',
  out: './db/relational/migrations',
})
