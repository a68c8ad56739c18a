// One program over the fleet: its versions side by side, and in how many clusters each talked in the window.
import { z } from 'zod'
import { agentVersions as readAgentVersions } from '../../../db/events/read/agent-versions.ts'
import type { AgentsByVersion } from '../../../domain/model/talker.ts'
import type { QueryContext } from '../../context.ts'
import { trafficInput, trafficQuestion } from './question.ts'

export const agentVersionsInput = trafficInput.extend({
  /** As `agent` of a talker names them. */
  agents: z.array(z.string().max(1_024)).min(1).max(100),
  /** Most versions named an agent. */
  limit: z.int().min(1).max(100).default(5),
})

export async function agentVersions(
  ctx: QueryContext,
  input: z.infer<typeof agentVersionsInput>,
): Promise<AgentsByVersion> {
  const { question, freshness } = await trafficQuestion(ctx, input)
  const { limit } = input
  const agents = [...new Set(input.agents)]
  const asked = question.where.agent
  // A filter of the page on agents narrows further what is asked for here.
  const among = asked === undefined ? agents : agents.filter((agent) => asked.includes(agent))
  const rows =
    among.length === 0 ? [] : await readAgentVersions(ctx.events, { ...question, agents: among, limit })
  return { window: question.window, freshness: await freshness, rows }
}
