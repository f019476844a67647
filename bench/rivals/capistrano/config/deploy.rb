set :application, "shop"
set :deploy_to, ENV.fetch("deploy_to")
set :ssh_options, config: [ENV.fetch("config")]
set :format, :dot
