import { type Policy, shown, unverifiable } from '../policy.ts';
import { unknown, valueAt } from '../resource.ts';
import { sayMissing } from '../pointing.ts';

const networkTypes = ['aws:ec2/vpc:Vpc', 'aws:ec2/defaultVpc:DefaultVpc'];
const logType = 'aws:ec2/flowLog:FlowLog';

export const networkIsLogged: Policy = {
  id: 'network-is-logged',
  requirement: 'Every connection in a network is logged, taken or refused.',
  reason: 'After an incident the question is who talked to whom; only the network knows of what no program logged.',
  source: 'PCI DSS 10.2.1, 11.4.5; AWS Security Hub EC2.6; Checkov CKV2_AWS_11',
  mend: 'add an aws:ec2/flowLog:FlowLog with the vpcId and trafficType: ALL',
  types: [],
  *judgeGraph(graph) {
    for (const network of graph.ofType(...networkTypes)) {
      const logs = graph.pointingAt(network, [logType], 'vpcId');
      const types = logs.map((log) => valueAt(log, 'trafficType'));
      if (types.includes('ALL')) continue;
      const undecided = logs.find((log) => valueAt(log, 'trafficType') === unknown);
      if (undecided !== undefined) yield unverifiable(undecided, 'trafficType');
      else {
        const problem =
          logs.length === 0
            ? 'no flow log points at it'
            : `its flow log’s trafficType is ${shown(types[0])}, and has to be ALL`;
        yield sayMissing(graph, network, [logType], 'vpcId', problem);
      }
    }
  },
};
