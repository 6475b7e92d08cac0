import Alerting
import PipelineSpec
