import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { networkIsLogged } from './network-is-logged.ts';

const vpc = resource('aws:ec2/vpc:Vpc', {}, { name: 'vpc', id: 'vpc-1' });
const log = (properties: Record<string, unknown>, urns = {}) =>
  resource('aws:ec2/flowLog:FlowLog', properties, { name: 'flows', propertyDependencies: urns });

testPolicy(networkIsLogged, {
  passes: {
    'a log of everything': [vpc, log({ vpcId: 'vpc-1', trafficType: 'ALL' })],
    'a log of a network that is not there yet': [
      vpc,
      log({ vpcId: unknown, trafficType: 'ALL' }, { vpcId: [vpc.urn] }),
    ],
    'no network': [],
  },
  fails: {
    'no log': { resources: [vpc], problems: ['no flow log points at it'] },
    'a log of another network': {
      resources: [vpc, log({ vpcId: 'vpc-2', trafficType: 'ALL' })],
      problems: ['no flow log points at it'],
    },
    'only what was refused': {
      resources: [vpc, log({ vpcId: 'vpc-1', trafficType: 'REJECT' })],
      problems: ['its flow log’s trafficType is "REJECT", and has to be ALL'],
    },
    'the traffic not set': {
      resources: [vpc, log({ vpcId: 'vpc-1' })],
      problems: ['its flow log’s trafficType is not set, and has to be ALL'],
    },
  },
  unverifiable: {
    'whose log it is is not known': {
      resources: [vpc, log({ vpcId: unknown, trafficType: 'ALL' })],
      problems: ['vpcId is not known: unverifiable until up'],
    },
    'the traffic is not known': {
      resources: [vpc, log({ vpcId: 'vpc-1', trafficType: unknown })],
      problems: ['trafficType is not known: unverifiable until up'],
    },
  },
});
