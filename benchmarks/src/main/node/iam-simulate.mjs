// SPDX-License-Identifier: Apache-2.0
// What a decision costs @cloud-copilot/iam-simulate: process CPU nanoseconds, one thread. It is fetched to be measured and is no part of this project.
// usage: node iam-simulate.mjs FOLDER_OF_NODE_MODULES WORKLOAD.json
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [folder, file] = process.argv.slice(2)
const find = createRequire(pathToFileURL(`${folder}/`))
const { runUnsafeSimulation } = find('@cloud-copilot/iam-simulate')
const { name, account, questions, members } = JSON.parse(readFileSync(file, 'utf8'))

const RESULTS = { ALLOWED: 'Allowed', EXPLICIT_DENY: 'ExplicitlyDenied', IMPLICIT_DENY: 'ImplicitlyDenied' }
const WARM_UP = 2e9
const ROUNDS = 15
const ROUND = 200e6

const simulations = questions.map((question) => ({
  request: {
    principal: members[question.member].arn,
    action: question.action,
    resource: { resource: question.resource, accountId: account },
    contextVariables: { 'aws:PrincipalArn': members[question.member].arn, ...question.context }
  },
  identityPolicies: members[question.member].policies,
  serviceControlPolicies: [],
  resourceControlPolicies: []
}))

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1000
}

// agreement, on as many requests as can be asked in a short while; they are in no order
const sample = Math.min(simulations.length, 256)
for (let i = 0; i < sample; i++) {
  const said = runUnsafeSimulation(simulations[i], {})
  if (said !== RESULTS[questions[i].expected]) {
    throw new Error(`iam-simulate says ${said} of ${JSON.stringify(questions[i])}`)
  }
}

let next = 0
const measure = (enough) => {
  const start = cpu()
  let done = 0
  let spent = 0
  while (spent < enough) {
    runUnsafeSimulation(simulations[next], {})
    next = (next + 1) % simulations.length
    done++
    spent = cpu() - start
  }
  return spent / done
}

measure(WARM_UP)
const rounds = Array.from({ length: ROUNDS }, () => measure(ROUND)).sort((a, b) => a - b)
console.log(`${name} ${rounds[0].toFixed(0)} ${rounds[ROUNDS >> 1].toFixed(0)} ${sample}`)
