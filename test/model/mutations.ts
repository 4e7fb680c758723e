/**
 * Protections that can be taken out of the model, each with what is then left of the protocol. The checker has to
 * notice those that revocation.spec.ts names; the use of the others shows only with more writes or losses than it goes through.
 */
export const MUTATIONS = {
  'no timeline': 'positions are compared by their counter alone, in memory and in the stamp',
  'no mark': 'positions have no mark: the same counter is taken for the same place',
  'no new timeline': 'a history that has gone back goes on under its old number',
  'no recovery': 'who begins or adopts a timeline does not bring back what Redis still knows',
  'no comparison with the stamp':
    'a process that has restarted takes what Redis is stamped with for a place in its own history',
  'no snapshot': 'a rebuild stamps the position without the denials of its snapshot',
  'no marker': 'a rebuild does not look whether the data went away since it began',
  'no WATCH': 'a pass writes whatever others have written since it looked',
  'no sentinel': 'a guard believes an empty set',
  'stamp before data': 'the loop stamps the position in a step before the denials',
  'acknowledged when committed': 'a revocation is answered before it is projected',
  'no settling': 'a denial that was projected is not held against a timeline that began meanwhile',
  'settling waits for nobody':
    'a denial is settled while the answer of a revision of the same process is still under way',
  'overtaken by a read': 'the answer to a commit is not compared with what was read before it came',
  'not projected again': 'what settling has stored again is not projected again',
  'settling forgets': 'what settling has found takes the place of what was seen, whichever is further',
  'writes unchecked': 'a write goes into whatever history it finds',
  'no move above the highest seen': 'a new timeline goes on from the counter that was found',
} as const;

export type Mutation = keyof typeof MUTATIONS;
