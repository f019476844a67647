require('../shared/index.js').start('deploy')
